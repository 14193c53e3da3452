using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Policy.Registration;

/// <summary>One rule of the mesh that a descriptor breaks.</summary>
/// <param name="RuleId">The rule's id in the bundle.</param>
/// <param name="Product">The product.</param>
/// <param name="Field">The descriptor's key, <c>schema[2].name</c> or <c>owner</c>.</param>
/// <param name="Message">The fault, as a sentence.</param>
/// <param name="Fix">The fix, as a sentence.</param>
/// <param name="Severity">Whether it keeps the product from being registered.</param>
public sealed record PolicyViolation(
    string RuleId, DataProductId Product, string Field, string Message, string Fix, IssueSeverity Severity)
{
    /// <summary>One line: product, field, rule, message and fix.</summary>
    public override string ToString()
    {
        var warning = Severity == IssueSeverity.Warning ? "warning: " : "";
        return $"{Product}: {warning}{Field}: {RuleId}: {Message} Fix: {Fix}";
    }
}
