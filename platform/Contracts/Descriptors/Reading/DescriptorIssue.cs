namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>One thing wrong in a descriptor, with the place and the way out.</summary>
/// <param name="File">The file's name as given to the reader.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Key">The key's path, <c>schema[2].type</c>; empty for the document itself.</param>
/// <param name="Rule">The stable id of the rule, <c>type.unknown</c>.</param>
/// <param name="Message">The fault, as a sentence.</param>
/// <param name="Fix">The fix, as a sentence.</param>
/// <param name="Severity">Whether it keeps the product from being registered.</param>
public sealed record DescriptorIssue(
    string File, int Line, string Key, string Rule, string Message, string Fix, IssueSeverity Severity)
{
    /// <summary><c>data-product.yaml:7: schema[2].type: type.unknown: "STRNG" is not a type. Fix: Did you mean STRING?</c></summary>
    public override string ToString()
    {
        var warning = Severity == IssueSeverity.Warning ? "warning: " : "";
        var key = Key.Length == 0 ? "" : $"{Key}: ";
        return $"{File}:{Line}: {warning}{key}{Rule}: {Message} Fix: {Fix}";
    }
}
