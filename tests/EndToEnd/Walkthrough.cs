using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd;

/// <summary>The commands of docs/walkthrough.md as they are written there, with the answers that the page shows.</summary>
internal sealed partial class Walkthrough
{
    // The longest wait of the walkthrough, and what a slow machine needs alongside it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Each question is on record, and the page shows the newest hundred records: what takes long is requested seldom.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly string _folder;
    private readonly string _shell;
    private readonly IReadOnlyDictionary<string, string> _variables;

    private Walkthrough(string folder, string mesh, IReadOnlyDictionary<string, string> variables) =>
        (_folder, _shell, _variables) = (folder, $"mesh() {{ {mesh}; }}\nexec 2>&1\n", variables);

    /// <summary>Runs the page's commands, one after the other.</summary>
    /// <param name="folder">A folder of the test, where they run.</param>
    /// <param name="mesh">What the page calls <c>mesh</c>, in the words of a shell; the program is <c>$MESH_PROGRAM</c>.</param>
    /// <param name="variables">The environment of the commands.</param>
    /// <param name="restartOrders">Starts the service of Orders again.</param>
    public static async Task RunAsync(string folder, string mesh, IReadOnlyDictionary<string, string> variables, Func<Task> restartOrders)
    {
        var product = Directory.CreateDirectory(Path.Combine(folder, "domains", "Orders", "Products", "Orders"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "walkthrough.yaml"), Path.Combine(product.FullName, "data-product.yaml"));
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "walkthrough.md"));
        var steps = Steps(page).ToList();
        Assert.Equal(page.Split("```bash\n").Length - 1, steps.Count);
        var run = new Walkthrough(folder, mesh, variables);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (commands, answer) in steps)
        {
            // The page says it in words.
            if (commands.Contains("--action register ", StringComparison.Ordinal))
            {
                await restartOrders();
            }

            var output = await run.AnswerAsync(Filled(commands, ids), answer);
            if (commands.Contains("mesh policy propose ", StringComparison.Ordinal))
            {
                ids["<proposal>"] = output.Split('\t')[0];
            }
            else if (commands.Contains("mesh access request ", StringComparison.Ordinal))
            {
                ids["<request>"] = output.Split('\t')[0];
            }
        }
    }

    // What another service hears of, and what the clock ends, takes a moment: a step that only reads is requested again.
    private async Task<string> AnswerAsync(string commands, IReadOnlyList<string> answer)
    {
        var isReading = commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(Reading().IsMatch);
        var pause = FirstPause;
        for (var began = Stopwatch.GetTimestamp(); ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            var output = await RunAsync(commands);
            if (Shows(output, answer))
            {
                return output;
            }

            if (!isReading || Stopwatch.GetElapsedTime(began) > Patience)
            {
                Assert.Fail($"{commands}\nanswers\n\n{output}\nand not\n\n{string.Join('\n', answer)}");
            }

            await Task.Delay(pause);
        }
    }

    private async Task<string> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-c", _shell + commands])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = _folder,
            Environment = { ["MESH_PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "mesh.dll") },
        };
        start.Environment.Remove("MESH_TOKEN");
        // The mesh of a test has ports of its own.
        start.Environment.Remove("Mesh__Ports__Offset");
        foreach (var (name, value) in _variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    // The test asks again instead of a sleep.
    private static string Filled(string commands, IReadOnlyDictionary<string, string> ids) =>
        ids.Aggregate(Sleep().Replace(commands, ""), (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    // Each line of the page is one of the answer, in its order; others may come between.
    private static bool Shows(string output, IReadOnlyList<string> answer)
    {
        var lines = new Queue<string>(answer);
        foreach (var line in output.Split('\n'))
        {
            if (lines.TryPeek(out var next) && Regex.IsMatch(line, $"^{Regex.Escape(next).Replace("…", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromMinutes(1)))
            {
                lines.Dequeue();
            }
        }

        return lines.Count == 0;
    }

    private static IEnumerable<(string Commands, string[] Answer)> Steps(string page) =>
        Step().Matches(page).Select(step => (step.Groups["commands"].Value, step.Groups["answer"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex("^```bash\n(?<commands>.*?)^```\n```text\n(?<answer>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Step();

    [GeneratedRegex("^mesh (query|audit|check) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reading();

    [GeneratedRegex("^sleep .*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sleep();
}
