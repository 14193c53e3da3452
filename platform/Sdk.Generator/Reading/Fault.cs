using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Sdk.Generator.Diagnosing;
using Microsoft.CodeAnalysis;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>Something wrong in a contract's file.</summary>
/// <param name="Rule">The diagnostic's id.</param>
/// <param name="Place">The place of the fault.</param>
/// <param name="Message">The fault and the fix.</param>
internal sealed record Fault(string Rule, Place Place, string Message)
{
    /// <summary>Converts an issue of a descriptor, with the same words as the command line.</summary>
    public static Fault Of(DescriptorIssue issue, ContractFile file, string rule = Rules.Unreadable) => new(
        rule,
        file.At(Math.Min(issue.Line, file.Text.Length + 1)),
        $"{(issue.Key.Length == 0 ? "" : issue.Key + ": ")}{issue.Rule}: {issue.Message} Fix: {issue.Fix}");

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rules.Of(Rule), Place.ToLocation(), Message);
}
