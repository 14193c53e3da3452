using System.Globalization;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit.Providers;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>The walkthrough in a mesh of published folders with the environment of the Compose file, by people of a company's provider in place of personas.</summary>
[Trait("Category", "Slow")]
public sealed class ComposedWalkthroughTests : FolderTests
{
    // A provider has a token for each service.
    private const string Program =
        """
        local service=governance who= words=()
        [ "$1" != query ] || service=query
        while [ $# -gt 0 ]; do
          if [ "$1" = --as ]; then who=${2//-/_}; shift 2; else words+=("$1"); shift; fi
        done
        local token="TOKEN_${service}_$who"
        MESH_TOKEN="${!token:-}" dotnet "$MESH_PROGRAM" "${words[@]}"
        """;

    // Their names are the page's, and their groups those of a company.
    private static readonly (string Name, string Domain, string Role)[] People =
    [
        ("analyst", "analytics", "analyst"), ("orders-owner", "orders", "owner"), ("orders-representative", "orders", "representative"),
        ("payments-representative", "payments", "representative"), ("security", "compliance", "security"), ("auditor", "compliance", "auditor"),
    ];

    [SkippableFact]
    public async Task Every_command_is_answered_as_the_page_says()
    {
        await using var company = await ComposedCompany.StartAsync(People.SelectMany(Groups), isPublished: true);
        await company.PostOrdersAsync(ShopOrder.Customers);
        var variables = new[] { "Catalog", "Governance", "Query" }.ToDictionary(
            service => $"Mesh__Ports__{service}", service => company.Mesh.AddressOf(service.ToLowerInvariant()).Port.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);
        foreach (var (name, _, _) in People)
        {
            foreach (var service in new[] { "governance", "query" })
            {
                variables[$"TOKEN_{service}_{name.Replace('-', '_')}"] = company.Provider.TokenOf(new ProviderUser(name, name, [], [$"people/{name}"]), service);
            }
        }

        await Walkthrough.RunAsync(Folder.Path, Program, variables, async () =>
        {
            var orders = company.Mesh.Replicas.Single(replica => replica.Name == "orders-1");
            await orders.KillAsync();
            orders.Start();
        });

        Assert.Empty(company.Provider.Refusals);
    }

    private static IEnumerable<string> Groups((string Name, string Domain, string Role) person, int number)
    {
        // Those of the company's other people come before.
        var mapping = $"Mesh__Identity__Claims__{number + 2}";
        return [$"{mapping}__Claim=groups", $"{mapping}__Value=people/{person.Name}", $"{mapping}__Domain={person.Domain}", $"{mapping}__Roles={person.Role}"];
    }
}
