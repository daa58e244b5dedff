// A page that could not be shown at all.
import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { ErrorMessage } from '../../parts/state-message.tsx';

export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return <ErrorMessage error={error} onRetry={() => void router.invalidate()} />;
}
