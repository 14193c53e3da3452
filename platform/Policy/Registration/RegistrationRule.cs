using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>One rule about descriptors. The cases are listed by <see cref="RegistrationRuleKinds"/>.</summary>
internal abstract class RegistrationRule(RegistrationRuleHead head)
{
    /// <summary>Its id, unique in the bundle.</summary>
    public string Id => head.Id;

    /// <summary>The rule's purpose, in the words of its authors.</summary>
    public string Description => head.Description;

    /// <summary>Whether a descriptor that breaks it is refused.</summary>
    public IssueSeverity Severity => head.Severity;

    /// <summary>From when it is there, and enforced.</summary>
    public RuleTerm Term => head.Term;

    /// <summary>Everything in the descriptor that breaks the rule.</summary>
    public IEnumerable<PolicyViolation> Check(DataProductDescriptor descriptor) => Find(descriptor).Select(finding =>
        new PolicyViolation(head.Id, descriptor.Name, finding.Field, finding.Message, finding.Fix, head.Severity));

    private protected abstract IEnumerable<Finding> Find(DataProductDescriptor descriptor);

    /// <summary>The columns with the key that names each, <c>schema[2]</c>.</summary>
    private protected static IEnumerable<(ColumnDefinition Column, string Field)> Columns(DataProductDescriptor descriptor) =>
        descriptor.Schema.Select((column, index) => (column, $"schema[{index}]"));

    /// <summary>One place that breaks a rule.</summary>
    private protected sealed record Finding(string Field, string Message, string Fix);
}
