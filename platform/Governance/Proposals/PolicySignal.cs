using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Governance.Proposals;

/// <summary>Wakes the clock of the rules when a proposal or a version changes.</summary>
internal sealed class PolicySignal : WakeSignal;
