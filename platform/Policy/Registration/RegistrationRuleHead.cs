using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>The keys that all registration rules share.</summary>
internal sealed record RegistrationRuleHead(string Id, string Description, IssueSeverity Severity)
{
    /// <summary>Descriptors that meet the rule or break it, which <c>mesh policy test</c> runs.</summary>
    public IReadOnlyList<DescriptorExample> Examples { get; init; } = [];

    /// <summary>The line that the rule begins in.</summary>
    public int Line { get; init; }

    /// <summary>The times from which it is there, and enforced.</summary>
    public RuleTerm Term { get; init; } = RuleTerm.Always;
}
