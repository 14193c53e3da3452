using MeshStarter.Policy.Comparisons;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Platform.Enforcement.Answers;

/// <summary>A decision that an answer rests on, with what it was made about.</summary>
/// <param name="Principal">The reader.</param>
/// <param name="Action">What the reader does.</param>
/// <param name="Resource">The product.</param>
/// <param name="Decision">The decision that the answer began with.</param>
public sealed record AnswerDecision(Principal Principal, PolicyAction Action, PolicyResource Resource, PolicyDecision Decision)
{
    /// <summary>Decides again.</summary>
    /// <param name="bundle">The rules now.</param>
    internal PolicyDecision Again(PolicyBundle bundle) => PolicyEngine.Decide(bundle, Principal, Action, Resource);

    /// <summary>Whether a later decision gives less.</summary>
    internal bool GivesMoreThan(PolicyDecision later) => SeenColumns.IsLess(Decision, later, Resource);
}
