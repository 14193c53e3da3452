using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Policy.Rules;

/// <summary>A bundle that cannot be taken. Its message has a line for each issue.</summary>
public sealed class PolicyFormatException : Exception
{
    /// <summary>Wraps what reading a bundle found.</summary>
    public PolicyFormatException(IReadOnlyList<DescriptorIssue> issues)
        : base(string.Join('\n', issues)) => Issues = issues;

    /// <summary>Everything that is wrong, with file, line, key, rule and fix.</summary>
    public IReadOnlyList<DescriptorIssue> Issues { get; }
}
