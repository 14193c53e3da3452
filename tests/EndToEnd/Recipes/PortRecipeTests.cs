using System.Text.Json;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>The lines of docs/ports.md, in one shell.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class PortRecipeTests(ImportedMesh imported) : FolderTests
{
    [Fact]
    public async Task Every_port_is_read_by_the_lines_of_the_page()
    {
        var page = await ConnectPage.OfAsync(imported, "ports.md");

        var (exit, output, errors) = await ForeignProgram.AnswerAsync("bash", ["-euo", "pipefail", "-c", $"unset MESH_TOKEN\n{page.AllLines("bash")}"], "", Folder.Path, page.Variables);

        Assert.True(exit == 0, $"{output}\n{errors}");
        Assert.EndsWith("/rows", output.Split('\n')[0], StringComparison.Ordinal);
        var events = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder.Path, "events.json"))).RootElement.EnumerateArray().ToList();
        Assert.Equal(["****", "****"], events.Select(each => each.GetProperty("data").GetProperty("customer_email").GetString()));
        // The two after the first two, in the answer that is printed next.
        Assert.All(events, each => Assert.Equal(1, Occurrences(output, $"\"id\":\"{each.GetProperty("id").GetString()}\"")));
        Assert.Equal(4, Occurrences(output, "\"specversion\":"));
        Assert.Matches("(?i)mesh-snapshot-id: [0-9]+", output);
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Folder.Path, "rows.ndjson"))).Select(line => JsonElement.Parse(line)).ToList();
        Assert.True(rows.Count >= imported.Shop.Sold.Count, $"{rows.Count} rows");
        Assert.All(rows, row => Assert.Equal(["on_hand", "product_id"], row.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)));
        Assert.Equal(2, Occurrences(output, "\"snapshot_id\":"));
        Assert.Contains("customer_email", output[output.LastIndexOf("\"snapshot_id\":", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", output, StringComparison.Ordinal);
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
