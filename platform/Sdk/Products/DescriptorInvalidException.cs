using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Sdk.Products;

/// <summary>A descriptor under <c>Products/</c> cannot be used; the message has a line for each issue.</summary>
internal sealed class DescriptorInvalidException(IReadOnlyList<DescriptorIssue> issues) : Exception(string.Join(Environment.NewLine, issues))
{
    /// <summary>Every issue, in file order.</summary>
    public IReadOnlyList<DescriptorIssue> Issues { get; } = issues;
}
