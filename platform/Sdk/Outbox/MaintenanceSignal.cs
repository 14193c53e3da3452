using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Sdk.Outbox;

/// <summary>Wakes table maintenance at once, for a caller that waits for its result.</summary>
internal sealed class MaintenanceSignal : WakeSignal;
