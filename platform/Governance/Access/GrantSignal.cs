using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Governance.Access;

/// <summary>Wakes the enforcement points that wait for changes of grants.</summary>
internal sealed class GrantSignal : WakeSignal;
