using System.Text.Json;

namespace MeshStarter.AppHost.Start;

/// <summary>A domain with products in the catalog and without a folder in this mesh.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Products">Number of its products.</param>
internal sealed record OrphanedDomain(string Domain, int Products)
{
    /// <summary>Parses the catalog's answer to <c>GET /domains</c>.</summary>
    public static IReadOnlyList<OrphanedDomain> Read(JsonElement answer) =>
    [
        .. answer.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("reachability").GetString() == "orphaned")
            .Select(item => new OrphanedDomain(item.GetProperty("domain").GetString()!, item.GetProperty("products").GetInt32())),
    ];

    /// <summary>The line of the start's table.</summary>
    public override string ToString() =>
        $"  orphaned: {Domain} ({Products} {(Products == 1 ? "product" : "products")}): it has no folder under domains/ and no address. Fix: bring the folder back, give --Mesh:Domains:{Domain}:PublicUrl=<address> where its service runs elsewhere, or take the domain off with mesh domain remove {Domain} --as platform-admin. Rows that it published stay readable until then.";
}
