using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Registration;

/// <summary>
/// <c>check: personal_data_covered</c>: each column of personal data is masked, or its product denied, by a rule that is enforced for everyone of another domain who has
/// neither a role, a purpose nor a grant. What the rules except for some is theirs to say.
/// </summary>
internal sealed class PersonalDataCoveredRule(RegistrationRuleHead head) : RegistrationRule(head)
{
    public const string Kind = "personal_data_covered";

    private const string PersonalData = "pii";

    private static readonly Principal Anyone = new("~anyone", "~another", [], []);

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor, PolicyBundle bundle, Func<DataProductId, bool>? isKnown)
    {
        var resource = PolicyResource.FromDescriptor(descriptor);
        var covering = bundle.Access.Where(rule => (rule.Masks || rule.Denies) && !bundle.IsInGrace(rule.Term) && IsForAnyone(rule, resource)).ToList();
        return covering.Any(rule => rule.Denies && rule.Concerns(PolicyAction.Read)) ? [] :
        [
            .. from entry in Columns(descriptor)
               let column = resource.Columns.First(known => known.Name == entry.Column.Name)
               where column.Tags.Any(tag => ColumnTag.Covers(PersonalData, tag)) && !covering.Any(rule => rule.MaskOf(column) is not null)
               select new Finding(
                   $"{entry.Field}.name",
                   $"The column {entry.Column.Name} is personal data, and no mask or deny of the rules in force covers it.",
                   "Propose a rule that masks its tag, or denies the product to others, and register the product then."),
        ];
    }

    private static bool IsForAnyone(AccessRule rule, PolicyResource resource) => Any(rule.WhenFor(resource), resource) && !Any(rule.UnlessFor(resource), resource);

    private static bool Any(PrincipalTest[] tests, PolicyResource resource) => Array.Exists(tests, test => test.Holds(Anyone, resource.Product.Domain, isGranted: false));
}
