using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Comparisons;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>A further tag of a column never gives a reader more, by a rule of any kind: tags of other versions stay in force.</summary>
[Trait("Category", "Property")]
public sealed class FurtherTagProperties
{
    private static readonly DataProductId Product = new("orders", "orders");
    private static readonly Principal Reader = new("ana", "analytics", ["analyst"], []);
    private static readonly Gen<string> Tags = Gen.Elements("pii", "pii.email", "open", "open.all", "geo");

    // Each kind with each key by which it could read tags.
    private static readonly Dictionary<string, Gen<string>> Effects = new(StringComparer.Ordinal)
    {
        ["permit"] = Gen.Elements("actions: [read]", "actions: [discover, read, read_raw]"),
        ["deny"] = Gen.Elements("actions: [read]", "actions: [discover]"),
        ["mask"] =
            from columns in Gen.OneOf(Tags.Select(tag => $"tags: [{tag}]"), Tags.Select(tag => $"tags: [{tag}], names: [c1]"), Gen.Elements("names: [c0]", "names: [c0, c1]"))
            from mask in Gen.Elements("nullify", "redact", "hash", "{ kind: bucket, size: 10 }", "{ kind: partial, show_last: 2 }", "{ kind: partial, as: email }")
            select $"columns: {{ {columns} }}, mask: {mask}",
        ["filter"] = Gen.Elements("keep: { column: c0, values: [x] }", "keep: { column: c0, claim: region }"),
    };

    private static readonly Gen<IReadOnlyList<IReadOnlyList<string>>> Columns = Tags.ListOf().Select(tags => (IReadOnlyList<string>)[.. tags.Distinct()]).ListOf(3).Select(columns => (IReadOnlyList<IReadOnlyList<string>>)[.. columns]);

    /// <summary>The kinds of access rules.</summary>
    public static TheoryData<string> Kinds { get; } = new(AccessRuleKinds.All);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tag_of_another_version_gives_no_more_whatever_conditions_read_it(string kind) => ForAll(kind, hasConditions: true, (bundle, declared, other) =>
    {
        var now = new PolicyResource(Product, Classification.Internal, Resource(declared));
        var beyond = new DeclaredTerms(new ProductVersion(0, 9, 0), new AccessTerms(), Tagged(other)).Beyond(new DeclaredTerms(now.Version, new AccessTerms(), Tagged(declared)));
        var kept = now with { Stricter = beyond is null ? [] : [beyond] };

        AssertNoMore(bundle, now, kept);
        // The catalog returns the tags in force.
        AssertNoMore(bundle, now, kept with { Columns = [.. kept.InForce(bundle).Columns.Select(column => column with { Kept = [] })] });
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Further_tag_of_its_own_masks_no_less_and_permits_no_more_where_no_condition_reads_it(string kind) => ForAll(kind, hasConditions: false, (bundle, declared, further) => AssertNoMore(
        bundle,
        new PolicyResource(Product, Classification.Internal, Resource(declared)),
        new PolicyResource(Product, Classification.Internal, Resource([.. declared.Zip(further, (own, more) => (IReadOnlyList<string>)[.. own, .. more])]))));

    private static void AssertNoMore(PolicyBundle bundle, PolicyResource before, PolicyResource after)
    {
        Assert.All(Enum.GetValues<PolicyAction>(), action => Assert.True(
            PolicyEngine.Decide(bundle, Reader, action, before).Permit || !PolicyEngine.Decide(bundle, Reader, action, after).Permit, $"{action} is permitted"));
        Assert.DoesNotContain(
            SeenColumns.Compare(SeenColumns.Of(bundle, Reader, before), SeenColumns.Of(bundle, Reader, after), before.Columns.Select(column => column.Name)),
            difference => difference.IsPermitted);
        Assert.True(PolicyEngine.SeesCounts(bundle, Reader, before) || !PolicyEngine.SeesCounts(bundle, Reader, after), "the number of rows is shown");
    }

    private static Gen<string> Rules(string kind, bool hasConditions)
    {
        Assert.True(Effects.ContainsKey(kind), $"Add the keys of the effect {kind} to {nameof(Effects)}.");
        var terms = Tags.Select(tag => $"{{ column_tags: [{tag}] }}");
        return from keys in Effects[kind]
               from id in Gen.Choose(0, int.MaxValue)
               from when in hasConditions ? Gen.OneOf(Gen.Constant("everyone"), terms, terms) : Gen.Constant("everyone")
               from unless in hasConditions ? Gen.OneOf(Gen.Constant(""), terms.Select(term => $", unless: {term}")) : Gen.Constant("")
               select $"- {{ id: r{id}, description: d, effect: {kind}, {keys}, when: {when}{unless} }}";
    }

    private static void ForAll(string kind, bool hasConditions, Action<PolicyBundle, IReadOnlyList<IReadOnlyList<string>>, IReadOnlyList<IReadOnlyList<string>>> check)
    {
        // Without a permit by another rule nothing would be seen.
        var bundles = from rules in Rules(kind, hasConditions).ListOf(2)
                      from others in Gen.Elements(AccessRuleKinds.All.ToArray()).SelectMany(other => Rules(other, hasConditions)).ListOf(1)
                      select Bundles.Of([.. kind != "permit" ? [Bundles.PermitAll] : (string[])[], .. rules.Concat(others).Distinct()]);
        Prop.ForAll(
                bundles.SelectMany(bundle => Columns.SelectMany(declared => Columns.Select(other => (bundle, declared, other)))).ToArbitrary(),
                each => check(each.bundle, each.declared, each.other))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(300)));
    }

    private static List<PolicyColumn> Resource(IReadOnlyList<IReadOnlyList<string>> columns) =>
        [.. columns.Select((tags, at) => new PolicyColumn($"c{at}", at == 1 ? ColumnType.Parse("DOUBLE") : PrimitiveType.Text, tags))];

    private static IEnumerable<TaggedColumn> Tagged(IReadOnlyList<IReadOnlyList<string>> columns) => columns.Select((tags, at) => new TaggedColumn($"c{at}", tags));
}
