using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Sdk.Products;

/// <summary>A descriptor under <c>Products/</c> cannot be used; the message has a line for each issue.</summary>
internal sealed class DescriptorInvalidException : Exception
{
    /// <summary>Makes the exception of all issues found.</summary>
    public DescriptorInvalidException(IReadOnlyList<DescriptorIssue> issues) : base(string.Join(Environment.NewLine, issues))
    {
        Issues = issues;
    }

    /// <summary>Makes the exception.</summary>
    public DescriptorInvalidException() : this("A descriptor cannot be used.")
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public DescriptorInvalidException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public DescriptorInvalidException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Every issue, in file order.</summary>
    public IReadOnlyList<DescriptorIssue> Issues { get; } = [];
}
