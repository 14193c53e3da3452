using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>One rule about descriptors. The cases are listed by <see cref="RegistrationRuleKinds"/>.</summary>
internal abstract class RegistrationRule(RegistrationRuleHead head)
{
    /// <summary>Its id, unique in the bundle.</summary>
    public string Id => head.Id;

    /// <summary>The rule's purpose, in the words of its authors.</summary>
    public string Description => head.Description;

    /// <summary>Descriptors that meet it or break it.</summary>
    public IReadOnlyList<DescriptorExample> Examples => head.Examples;

    /// <summary>The line that it begins in.</summary>
    public int Line => head.Line;

    /// <summary>Whether a descriptor that breaks it is refused.</summary>
    public IssueSeverity Severity => head.Severity;

    /// <summary>The times from which it is there, and enforced.</summary>
    public RuleTerm Term => head.Term;

    /// <summary>Whether it asks which other products there are.</summary>
    public virtual bool AsksForInputs => false;

    /// <summary>The tag of a column that the rules take for no personal data; null where the kind has none.</summary>
    public virtual string? Exemption => null;

    /// <summary>Everything in the descriptor that breaks the rule.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="bundle">The rules that the rule is one of.</param>
    /// <param name="isKnown">Whether there is a product; null where that is not known.</param>
    public IEnumerable<PolicyViolation> Check(DataProductDescriptor descriptor, PolicyBundle bundle, Func<DataProductId, bool>? isKnown = null) => Find(descriptor, bundle, isKnown).Select(finding =>
        new PolicyViolation(head.Id, descriptor.Name, finding.Field, finding.Message, finding.Fix, head.Severity));

    private protected virtual IEnumerable<Finding> Find(DataProductDescriptor descriptor) => [];

    // Of a kind that depends on the other rules, or on what products there are.
    private protected virtual IEnumerable<Finding> Find(DataProductDescriptor descriptor, PolicyBundle bundle, Func<DataProductId, bool>? isKnown) => Find(descriptor);

    /// <summary>The columns with the key that names each, <c>schema[2]</c>.</summary>
    private protected static IEnumerable<(ColumnDefinition Column, string Field)> Columns(DataProductDescriptor descriptor) =>
        descriptor.Schema.Select((column, index) => (column, $"schema[{index}]"));

    /// <summary>One place that breaks a rule.</summary>
    private protected sealed record Finding(string Field, string Message, string Fix);
}
