import { describe, expect, it } from 'vitest';
import { isNamespaced, readResource, resourceOfKind, singular } from './resources.ts';

describe('names of resources', () => {
  it.each([
    ['deployments', 'apps', 'deployment'],
    ['networkpolicies', 'networking.k8s.io', 'networkpolicy'],
    ['ingresses', 'networking.k8s.io', 'ingress'],
    ['storageclasses', 'storage.k8s.io', 'storageclass'],
    ['endpoints', '', 'endpoints'],
    ['leases', 'coordination.k8s.io', 'lease'],
    ['componentstatuses', '', 'componentstatus'],
    ['gizmos', 'lab.example.com', 'gizmo'],
    ['databases', 'db.example.com', 'database'],
    ['caches', 'x.example.com', 'caches'],
    ['Pods', '', 'Pods'],
    ['..', '', '..'],
    ['', '', ''],
    ['services', 'serving.knative.dev', 'service.serving.knative.dev'],
    ['pods', 'metrics.k8s.io', 'pod.metrics.k8s.io'],
  ])('%s of %s is told as %s', (resource, group, expected) => {
    expect(singular(resource, group)).toBe(expected);
  });

  it.each([
    ['ReplicaSet', 'replicasets'],
    ['NetworkPolicy', 'networkpolicies'],
    ['Ingress', 'ingresses'],
    ['Endpoints', 'endpoints'],
    ['Gateway', 'gateways'],
  ])('the kind %s is served as %s', (kind, resource) => {
    expect(resourceOfKind(kind)).toBe(resource);
  });

  it.each([
    ['deployment', 'deployments', 'apps'],
    ['deployments', 'deployments', 'apps'],
    ['deployments.extensions', 'deployments', 'extensions'],
    ['pod', 'pods', ''],
    ['networkpolicy', 'networkpolicies', 'networking.k8s.io'],
    ['orders.shop.example.com', 'orders', 'shop.example.com'],
    ['orders', 'orders', ''],
  ])('%s is read as %s of %s', (text, resource, apiGroup) => {
    expect(readResource(text)).toEqual({ resource, apiGroup });
  });

  it('knows which of the well-known ones have a namespace', () => {
    expect(['pods', 'deployments', 'nodes', 'clusterroles', 'orders'].map(isNamespaced)).toEqual([true, true, false, false, false]);
  });
});
