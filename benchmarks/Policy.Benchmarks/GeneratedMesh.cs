using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Grants;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Benchmarks;

/// <summary>A mesh of 100 domains with 100 products each, 1,000 rules and 100,000 grants. Rules are about everything, about a domain, and about a product, as people write them.</summary>
internal static class GeneratedMesh
{
    public const int Domains = 100;
    public const int ProductsOfDomain = 100;
    public const int Rules = 1_000;
    public const int Grants = 100_000;
    public const int People = 1_000;

    private const int GeneralRules = 20;
    private const int RulesOfDomain = 5;

    public static DateTimeOffset Now { get; } = DateTimeOffset.UnixEpoch.AddYears(56);

    public static PolicyBundle Bundle()
    {
        var yaml = new StringBuilder("version: 1.0.0\naccess:\n");
        yaml.AppendLine("  - { id: own, description: d, effect: permit, actions: [discover, read, read_raw, operate, audit], when: { own_domain: true } }");
        yaml.AppendLine("  - { id: open, description: d, effect: permit, actions: [discover, read, read_raw], when: { classification: [public, internal] } }");
        yaml.AppendLine("  - { id: personal, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: [{ own_domain: true }, { granted: true }] }");
        for (var i = 3; i < GeneralRules; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ id: general-{i}, description: d, effect: permit, actions: [discover, read], when: {{ roles: [role-{i}], classification: [confidential] }} }}");
        }

        for (var domain = 0; domain < Domains; domain++)
        {
            for (var i = 0; i < RulesOfDomain; i++)
            {
                yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ id: domain-{domain}-{i}, description: d, effect: permit, actions: [discover, read], when: {{ product_domains: [{Domain(domain)}], domains: [{Domain((domain + i + 1) % Domains)}], purposes: [purpose-{i}] }} }}");
            }
        }

        for (var i = GeneralRules + (Domains * RulesOfDomain); i < Rules; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ id: product-{i}, description: d, effect: mask, columns: {{ names: [total] }}, mask: {{ kind: bucket, size: 10 }}, when: {{ products: [{Name(i % Domains, i % ProductsOfDomain)}], roles: [analyst] }} }}");
        }

        return PolicyBundle.Parse(yaml.Append("registration: []\n").ToString(), "generated");
    }

    public static IReadOnlyList<PolicyResource> Products() =>
    [
        .. from domain in Enumerable.Range(0, Domains)
           from product in Enumerable.Range(0, ProductsOfDomain)
           select new PolicyResource(Name(domain, product), product % 4 == 0 ? Classification.Confidential : Classification.Internal,
           [
               new PolicyColumn("id", ColumnType.Parse("UUID"), []), new PolicyColumn("email", PrimitiveType.Text, ["pii.email"]), new PolicyColumn("address", PrimitiveType.Text, ["pii.address"]),
               new PolicyColumn("state", PrimitiveType.Text, []), new PolicyColumn("total", ColumnType.Parse("DECIMAL(18,2)"), []), new PolicyColumn("at", ColumnType.Parse("TIMESTAMP"), []),
           ]),
    ];

    public static GrantSet GrantsOf(IReadOnlyList<PolicyResource> products) => GrantSet.Of(Enumerable.Range(0, Grants).Select(i => new GrantTerms
    {
        Id = new Guid(i, 0, 0, new byte[8]),
        Principal = Person(i % People),
        Product = products[(int)((long)i * 7919 % products.Count)].Product,
        AllColumns = true,
        Columns = [new TaggedColumn("email", ["pii.email"])],
        MajorVersions = [1],
        Until = Now.AddDays((i % 90) + 1),
    }));

    public static IReadOnlyList<Principal> Principals() =>
        [.. Enumerable.Range(0, People).Select(i => new Principal(Person(i), Domain(i % Domains), ["analyst", $"role-{i % 30}"], [$"purpose-{i % 9}"]))];

    private static DataProductId Name(int domain, int product) => new(Domain(domain), $"product_{product.ToString(CultureInfo.InvariantCulture)}");

    private static string Domain(int domain) => $"domain_{domain.ToString(CultureInfo.InvariantCulture)}";

    private static string Person(int person) => $"person-{person.ToString(CultureInfo.InvariantCulture)}";
}
