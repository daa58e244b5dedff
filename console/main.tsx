// Starts the console in its page.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyLanguage } from './parts/use-language.tsx';
import { applyTheme } from './parts/use-theme.ts';
import './styles/tokens.css';
import './styles/base.css';

applyTheme();
applyLanguage();

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
