namespace MeshStarter.Governance.Proposals;

/// <summary>Thrown when a person asks for a dry run while another one for the same person runs or waits for its turn.</summary>
internal sealed class DryRunUnderWayException() : Exception("A dry run for this person is under way.");
