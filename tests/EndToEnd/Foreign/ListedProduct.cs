using System.Text.Json;

namespace MeshStarter.EndToEnd.Foreign;

/// <summary>A product of the mesh, as its catalog lists it.</summary>
/// <param name="Name">Its name, which is a name of its table too.</param>
/// <param name="Major">Its major version.</param>
/// <param name="HasPersonalData">Whether a column is masked for all but its own domain.</param>
internal sealed record ListedProduct(string Name, string Major, bool HasPersonalData)
{
    public string Domain => Name.Split('.')[0];

    /// <summary>Whether a persona may have the product's files.</summary>
    public bool ShowsRaw(string persona) => !HasPersonalData || persona == $"{Domain}-owner";

    /// <summary>All of them, once each has rows in its table.</summary>
    public static async Task<IReadOnlyList<ListedProduct>> AllAsync(TestMesh mesh)
    {
        var (_, listed) = await mesh.GetAsync("catalog", "/products?details=true", "platform-admin");
        var products = listed.GetProperty("items").EnumerateArray().Select(Of).ToList();
        Assert.NotEmpty(products);
        foreach (var product in products)
        {
            await mesh.QueryUntilAsync($"SELECT 1 AS one FROM {product.Name} LIMIT 1", $"{product.Domain}-owner", rows => rows.Count > 0);
        }

        return products;
    }

    private static ListedProduct Of(JsonElement product) => new(
        product.GetProperty("name").GetString()!,
        product.GetProperty("version").GetString()!.Split('.')[0],
        product.GetProperty("schema").EnumerateArray().Any(column => column.GetProperty("tags").EnumerateArray().Any(tag => tag.GetString()!.StartsWith("pii", StringComparison.Ordinal))));
}
