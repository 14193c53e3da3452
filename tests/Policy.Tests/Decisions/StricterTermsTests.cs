using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>Terms of other versions stay in force until the rules approve that they are gone.</summary>
public sealed class StricterTermsTests
{
    private const string Rules = """
          - { id: open, description: d, effect: permit, actions: [discover, read, read_raw], when: { classification: [public, internal] } }
          - { id: personal, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: { column_tags: [not_personal] } }
        """;

    private const string Earlier = """
        name: orders.orders
        version: 1.0.0
        owner: a@b.c
        schema:
          - { name: order_id, type: UUID }
          - { name: customer_email, type: STRING, tags: [pii.email] }
          - { name: contact, type: "STRUCT<phone:STRING>" }
        access: { classification: internal, pii_fields: [contact.phone] }
        """;

    private static readonly Principal Reader = new("analyst", "analytics", ["analyst"], []);

    [Theory]
    [InlineData("tags: [pii.email]", "tags: [not_personal]", "customer_email,contact")]
    [InlineData("tags: [pii.email]", "tags: []", "customer_email,contact")]
    [InlineData("tags: [pii.email]", "tags: [pii]", "customer_email,contact")]
    [InlineData("pii_fields: [contact.phone]", "pii_fields: []", "customer_email,contact")]
    [InlineData("name: customer_email", "name: Customer_Email", "Customer_Email,contact")]
    [InlineData("1.0.0", "2.0.0", "customer_email,contact")]
    public void Column_that_a_version_declares_less_of_stays_masked(string from, string to, string masked)
    {
        var decision = Decide(Bundle(), Changed(from, to));

        Assert.Equal(masked, string.Join(',', decision.Masks.Keys.Order(StringComparer.OrdinalIgnoreCase).Reverse()));
        Assert.False(PolicyEngine.Decide(Bundle(), Reader, PolicyAction.ReadRaw, Changed(from, to)).Permit);
    }

    [Fact]
    public void Lower_classification_is_not_in_force()
    {
        var earlier = DescriptorReader.Read(Earlier.Replace("internal", "restricted", StringComparison.Ordinal), "f").Descriptor!;
        var resource = Of(Read("classification: internal", "classification: public"), earlier);

        Assert.Equal(Classification.Restricted, resource.InForce(Bundle()).Classification);
        Assert.False(PolicyEngine.Decide(Bundle(), Reader, PolicyAction.Discover, resource).Permit);
        Assert.True(PolicyEngine.Decide(Bundle("{ product: orders.orders, version: 1.1.0, reason: r }"), Reader, PolicyAction.Discover, resource).Permit);
    }

    [Theory]
    [InlineData("{ product: orders.orders, version: 1.1.0, columns: [CUSTOMER_EMAIL], reason: r }", "contact")]
    [InlineData("[{ product: orders.orders, version: 1.1.0, columns: [customer_email, contact], reason: r }]", "")]
    [InlineData("{ product: orders.orders, version: 1.0.5, columns: [customer_email], reason: r }", "contact")]
    [InlineData("{ product: orders.orders, version: 1.2.0, columns: [customer_email], reason: r }", "customer_email,contact")]
    [InlineData("{ product: orders.orders, version: 1.0.0, columns: [customer_email], reason: r }", "customer_email,contact")]
    [InlineData("{ product: orders.others, version: 1.1.0, columns: [customer_email], reason: r }", "customer_email,contact")]
    [InlineData("{ product: orders.orders, version: 1.1.0, reason: r }", "customer_email,contact")]
    public void Approval_counts_for_its_product_version_and_columns_alone(string entry, string masked)
    {
        var resource = Of(
            DescriptorReader.Read(Earlier.Replace("1.0.0", "1.1.0", StringComparison.Ordinal).Replace("[pii.email]", "[]", StringComparison.Ordinal).Replace("[contact.phone]", "[]", StringComparison.Ordinal), "f").Descriptor!,
            DescriptorReader.Read(Earlier, "f").Descriptor!);

        Assert.Equal(masked, string.Join(',', Decide(Bundle(entry), resource).Masks.Keys.Order(StringComparer.Ordinal).Reverse()));
    }

    [Fact]
    public void Approval_of_a_version_holds_for_the_next_major_version_and_not_for_the_one_before()
    {
        var bundle = Bundle("{ product: orders.orders, version: 2.0.0, columns: [customer_email], reason: r }");
        var earlier = DescriptorReader.Read(Earlier, "f").Descriptor!;

        Assert.False(Decide(bundle, Of(Less("3.0.0"), earlier)).Masks.ContainsKey("customer_email"));
        Assert.True(Decide(bundle, Of(Less("1.9.0"), earlier)).Masks.ContainsKey("customer_email"));
    }

    [Fact]
    public void Version_that_declares_as_much_keeps_nothing_of_another()
    {
        var earlier = DescriptorReader.Read(Earlier.Replace("[contact.phone]", "[contact.phone, customer_email]", StringComparison.Ordinal), "f").Descriptor!;

        Assert.Null(DeclaredTerms.Of(earlier).Beyond(DeclaredTerms.Of(DescriptorReader.Read(Earlier, "f").Descriptor!)));
        Assert.Equal("1.0.0: customer_email [pii.email]", DeclaredTerms.Of(earlier).Beyond(DeclaredTerms.Of(Less("1.1.0")))!.ToString());
    }

    [Theory]
    [InlineData("effect: permit, actions: [read], when: { column_tags: [shared] }")]
    [InlineData("effect: mask, columns: { names: [total] }, mask: nullify, when: everyone, unless: { column_tags: [shared] }")]
    [InlineData("effect: deny, actions: [read], when: everyone, unless: { column_tags: [shared] }")]
    [InlineData("effect: filter, keep: { column: order_id, values: [] }, when: everyone, unless: { column_tags: [shared.all, shared] }")]
    public void Tag_that_another_version_has_gives_readers_nothing(string rule)
    {
        var bundle = Bundles.Of(rule.Contains("permit", StringComparison.Ordinal) ? "- { id: find, description: d, effect: permit, actions: [discover], when: everyone }" : Bundles.PermitAll, $"- {{ id: r, description: d, {rule.Replace("values: []", "values: [x]", StringComparison.Ordinal)} }}");
        var (with, without) = (Total("1.0.0", "[shared.all]"), Total("1.1.0", "[]"));
        var taken = Of(without, with);
        // The catalog returns a product with the tags in force.
        var returned = PolicyResource.FromDescriptor(with) with { Version = taken.Version, Stricter = taken.Stricter };

        Assert.Equal("", Seen(PolicyResource.FromDescriptor(without)));
        Assert.Equal("", Seen(taken));
        Assert.Equal("", Seen(returned));
        Assert.Equal("order_id total", Seen(Of(Total("1.1.0", "[shared.all]"), Total("1.0.0", "[]"))));

        string Seen(PolicyResource resource) => Decide(bundle, resource) is { Permit: true, HasObligations: false } ? "order_id total" : "";
    }

    private static DataProductDescriptor Total(string version, string tags) => DescriptorReader.Read(
        $"name: orders.orders\nversion: {version}\nowner: a@b.c\nschema:\n  - {{ name: order_id, type: STRING }}\n  - {{ name: total, type: DOUBLE, tags: {tags} }}\naccess: {{ classification: internal }}\n", "f").Descriptor!;

    private static PolicyBundle Bundle(string? declassify = null) => PolicyBundle.Parse(
        $"version: 1\naccess:\n{Rules}\nregistration:\n  - {{ id: p, description: d, check: personal_data, severity: error, words: [email], unless_tagged: not_personal }}\n{(declassify is null ? "" : $"declassify: {declassify}\n")}",
        "bundle.yaml");

    private static PolicyDecision Decide(PolicyBundle bundle, PolicyResource resource) => PolicyEngine.Decide(bundle, Reader, PolicyAction.Read, resource);

    private static DataProductDescriptor Less(string version) =>
        DescriptorReader.Read(Earlier.Replace("1.0.0", version, StringComparison.Ordinal).Replace("[pii.email]", "[]", StringComparison.Ordinal), "f").Descriptor!;

    private static DataProductDescriptor Read(string from, string to) =>
        DescriptorReader.Read(Earlier.Replace("1.0.0", "1.1.0", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal), "f").Descriptor!;

    private static PolicyResource Changed(string from, string to) => Of(
        from == "1.0.0" ? Less(to) : Read(from, to),
        DescriptorReader.Read(Earlier, "f").Descriptor!);

    private static PolicyResource Of(DataProductDescriptor product, DataProductDescriptor earlier) =>
        PolicyResource.FromDescriptor(product) with { Stricter = DeclaredTerms.Of(earlier).Beyond(DeclaredTerms.Of(product)) is { } terms ? [terms] : [] };
}
