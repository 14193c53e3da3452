using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>The keys that all registration rules share.</summary>
internal sealed record RegistrationRuleHead(string Id, string Description, IssueSeverity Severity)
{
    /// <summary>From when it is there, and enforced.</summary>
    public RuleTerm Term { get; init; } = RuleTerm.Always;
}
