using System.Text.Json;
using MeshStarter.AppHost.Start;

namespace MeshStarter.EndToEnd;

public sealed class OrphanedDomainTests
{
    [Fact]
    public void Orphaned_domains_of_the_catalogs_answer_are_rows_with_the_fix()
    {
        var answer = JsonElement.Parse(
            """
            { "items": [
              { "domain": "orders", "reachability": "reachable", "products": 2 },
              { "domain": "shipping", "reachability": "orphaned", "products": 1 },
              { "domain": "returns", "reachability": "unreachable", "products": 3 },
              { "domain": "billing", "reachability": "orphaned", "products": 2 } ] }
            """);

        Assert.Equal(
            [
                "  orphaned: shipping (1 product): it has no folder under domains/ and no address. Fix: bring the folder back, give --Mesh:Domains:shipping:PublicUrl=<address> where its service runs elsewhere, or take the domain off with mesh domain remove shipping --as platform-admin. Rows that it published stay readable until then.",
                "  orphaned: billing (2 products): it has no folder under domains/ and no address. Fix: bring the folder back, give --Mesh:Domains:billing:PublicUrl=<address> where its service runs elsewhere, or take the domain off with mesh domain remove billing --as platform-admin. Rows that it published stay readable until then.",
            ],
            OrphanedDomain.Read(answer).Select(domain => domain.ToString()));
    }
}
