export default async function tearDown(): Promise<void> {
  await (globalThis as { stopSharedDeployment?: () => Promise<void> }).stopSharedDeployment?.();
}
