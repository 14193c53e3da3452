namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The recipe of docs/connect.md for Node.js.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class NodeRecipeTests(ImportedMesh imported, TrinoJsClient client) : IClassFixture<TrinoJsClient>
{
    [SkippableFact]
    public async Task Lines_print_ten_orders()
    {
        var page = await ConnectPage.OfAsync(imported);

        Rows.AreTenMaskedOrders(await client.RunAsync(page.Lines("Node.js", "js"), page.Token));
    }
}
