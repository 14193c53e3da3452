using MeshStarter.Contracts;
using MeshStarter.Policy.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Governance.Policies;

/// <summary>Problem responses about the rules and proposals.</summary>
internal static class PolicyProblems
{
    private const int MostIssues = 20;

    public static ProblemHttpResult Conflict(string detail) => GovernanceProblems.Of(StatusCodes.Status409Conflict, ProblemTypes.PolicyConflict, "Not in this state", detail);

    public static ProblemHttpResult TooLarge(string detail) => GovernanceProblems.Of(StatusCodes.Status413PayloadTooLarge, ProblemTypes.TooLarge, "Too large", detail);

    public static ProblemHttpResult Invalid(PolicyFormatException refused) => GovernanceProblems.Of(
        StatusCodes.Status422UnprocessableEntity, ProblemTypes.PolicyInvalid, "No rules", string.Join('\n', refused.Issues.Take(MostIssues)));

    public static ProblemHttpResult NoVersion(long number) => GovernanceProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "No such version", $"There is no version {number} of the rules; GET /policy/versions lists those that there are.");

    public static ProblemHttpResult NoProposal(Guid id) => GovernanceProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "No such proposal", $"There is no proposal {id}; GET /proposals lists those that there are.");

    /// <summary>The same of a tightening that there is not and of one that the caller may not end.</summary>
    public static ProblemHttpResult NoTightening(Guid id) => GovernanceProblems.Of(
        StatusCodes.Status404NotFound, ProblemTypes.NotFound, "No such tightening", $"There is no tightening {id} that you may end. Who made it ends it, and people with the role security; GET /policy/tightenings lists those that you may know of.");

    /// <summary>The same of what there is not and of what the caller may not see.</summary>
    public static ProblemHttpResult None(string what, Guid id) => GovernanceProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"No such {what}", $"There is no {what} {id}.");
}
