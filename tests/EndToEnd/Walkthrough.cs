using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd;

/// <summary>The commands of docs/walkthrough.md as they are written there, with the answers that the page shows.</summary>
internal static partial class Walkthrough
{
    /// <summary>Runs the page's commands, one after the other.</summary>
    /// <param name="folder">A folder of the test, where they run.</param>
    /// <param name="mesh">What the page calls <c>mesh</c>, in the words of a shell; the program is <c>$MESH_PROGRAM</c>.</param>
    /// <param name="variables">The environment of the commands.</param>
    /// <param name="restartOrders">Starts the service of Orders again.</param>
    public static async Task RunAsync(string folder, string mesh, IReadOnlyDictionary<string, string> variables, Func<Task> restartOrders)
    {
        var product = Directory.CreateDirectory(Path.Combine(folder, "domains", "Orders", "Products", "Orders"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "walkthrough.yaml"), Path.Combine(product.FullName, "data-product.yaml"));
        var page = new PageCommands(folder, mesh, variables);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in PageCommands.Steps(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "walkthrough.md"))))
        {
            // The page says it in words.
            if (step.Commands.Contains("--action register ", StringComparison.Ordinal))
            {
                await restartOrders();
            }

            var output = await page.AnswerAsync(Filled(step.Commands, ids), step.Answer);
            if (step.Commands.Contains("mesh policy propose ", StringComparison.Ordinal))
            {
                ids["<proposal>"] = output.Split('\t')[0];
            }
            else if (step.Commands.Contains("mesh access request ", StringComparison.Ordinal))
            {
                ids["<request>"] = output.Split('\t')[0];
            }
        }
    }

    // The test asks again instead of a sleep.
    private static string Filled(string commands, IReadOnlyDictionary<string, string> ids) =>
        ids.Aggregate(Sleep().Replace(commands, ""), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    [GeneratedRegex("^sleep .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sleep();
}
