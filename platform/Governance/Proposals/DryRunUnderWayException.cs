namespace MeshStarter.Governance.Proposals;

/// <summary>Thrown when a dry run does not get its turn: another one for the same person runs or waits, or those of others take too long.</summary>
/// <param name="isOwn">Whether it is the same person's.</param>
internal sealed class DryRunUnderWayException(bool isOwn) : Exception(isOwn ? "A dry run for this person is under way." : "Dry runs of others are under way.")
{
    public bool IsOwn => isOwn;
}
