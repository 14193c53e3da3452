using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Conditions;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Filters;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Registration;

namespace MeshStarter.Policy.Rules;

/// <summary>
/// One rule about access. The cases are listed by <see cref="AccessRuleKinds"/>; what they do is in the members that they override, so that nothing else names a case.
/// A rule knows no time: <see cref="PolicyBundle.AsOf"/> leaves out those whose <see cref="Term"/> has not begun.
/// </summary>
internal abstract class AccessRule(AccessRuleHead head)
{
    /// <summary>Its id, unique in the bundle.</summary>
    public string Id => head.Id;

    /// <summary>The rule's purpose, in the words of its authors.</summary>
    public string Description => head.Description;

    /// <summary>The times from which it is there, and enforced.</summary>
    public RuleTerm Term => head.Term;

    /// <summary>The condition under which it applies.</summary>
    public Condition When => head.When;

    /// <summary>The exception under which it does not apply although <see cref="When"/> is met; null for no exception.</summary>
    public Condition? Unless => head.Unless;

    /// <summary>Examples of what it decides.</summary>
    public IReadOnlyList<RuleExample> Examples => head.Examples;

    /// <summary>The line that it begins in.</summary>
    public int Line => head.Line;

    /// <summary>The rule as it is planned for products that all its conditions hold for; null before the first.</summary>
    internal PlannedRule? Whole { get; set; }

    /// <summary>The word after <c>effect:</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The actions that it names; empty for a rule about rows or columns, which is about reading.</summary>
    public virtual IReadOnlyList<PolicyAction> Actions => [];

    /// <summary>Whether it permits the actions that it names.</summary>
    public virtual bool Permits => false;

    /// <summary>Whether it refuses what it concerns, whatever permits there are.</summary>
    public virtual bool Denies => false;

    /// <summary>Whether it masks columns.</summary>
    public virtual bool Masks => false;

    /// <summary>
    /// The tags that it masks columns by, and no others: <see cref="MisspeltTags"/> warns of a column whose tag is near one of them and is not masked, and
    /// <see cref="RuleNames"/> of one that no column has.
    /// </summary>
    public virtual IReadOnlyList<string> Tags => [];

    /// <summary>The rows that stay; null where it hides none.</summary>
    public virtual RowFilter? Filter => null;

    /// <summary>Whether it has a say about an action. Files in the raw are for those who may read.</summary>
    public bool Concerns(PolicyAction action) => action is PolicyAction.Read or PolicyAction.ReadRaw
        ? Actions.Count == 0 || Actions.Contains(action) || Actions.Contains(PolicyAction.Read)
        : Actions.Contains(action);

    /// <summary>The effect in words, such as <c>denies to read orders.orders</c>.</summary>
    /// <param name="actionText">The action and the product.</param>
    /// <param name="resource">The product.</param>
    public abstract string Effect(string actionText, PolicyResource resource);

    /// <summary>The tests of the principal that remain of <see cref="When"/> for a product; empty where the rule does not apply to it.</summary>
    public PrincipalTest[] WhenFor(PolicyResource resource) => When.For(resource, gives: Permits);

    /// <summary>The tests of the principal that remain of <see cref="Unless"/> for a product: an exception to what takes from readers gives them more.</summary>
    public PrincipalTest[] UnlessFor(PolicyResource resource) => Unless?.For(resource, gives: !Permits) ?? [];

    /// <summary>
    /// The mask of a column; null where it leaves the column in clear. A further tag must never give a reader more: tags that an owner took off stay in force.
    /// What leaves a column in clear by a tag reads <see cref="PolicyColumn.Declared"/>.
    /// </summary>
    public virtual ColumnMask? MaskOf(PolicyColumn column) => null;

    /// <summary>The columns of a product that it masks, or whose value decides which rows stay.</summary>
    public IReadOnlyList<string> ColumnsOf(PolicyResource resource) =>
        Filter is { } filter ? [filter.Column] : [.. resource.Columns.Where(column => MaskOf(column) is not null).Select(column => column.Name)];

    /// <summary>Whether it does something to a product: a mask of columns that the product lacks does not.</summary>
    public bool IsAbout(PolicyResource resource) => !Masks || resource.Columns.Any(column => MaskOf(column) is not null);

    /// <summary>Whether it applies to a product of which only the name is known, or to every product; null where the rest decides.</summary>
    public bool? AppliesToAll(Principal principal, DataProductId? product) =>
        When.HoldsForAll(principal, product) & !(Unless is null ? false : Unless.HoldsForAll(principal, product));
}
