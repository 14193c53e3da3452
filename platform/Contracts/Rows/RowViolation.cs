namespace MeshStarter.Contracts.Rows;

/// <summary>One way in which a row breaks its contract.</summary>
/// <param name="Path">The field, such as <c>items[2].price</c>.</param>
/// <param name="Rule">The rule it breaks: <c>required</c>, <c>undeclared</c>, <c>type</c>, <c>range</c> or <c>key</c>.</param>
/// <param name="Message">The fault and the contract's requirement; never the value itself, which may be personal data.</param>
public sealed record RowViolation(string Path, string Rule, string Message)
{
    /// <summary>The violation in one line.</summary>
    public override string ToString() => $"{Path}: {Rule}: {Message}";
}
