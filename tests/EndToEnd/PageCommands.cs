using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd;

/// <summary>Runs the commands of a page as they are written there, and looks for the answers that the page shows.</summary>
internal sealed partial class PageCommands
{
    // The longest wait of a page, and what a slow machine needs alongside it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // Each question is on record, and a page shows the newest hundred records: what takes long is requested seldom.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly string _folder;
    private readonly string _shell;
    private readonly IReadOnlyDictionary<string, string> _variables;

    /// <param name="folder">A folder of the test, where they run.</param>
    /// <param name="mesh">What the page calls <c>mesh</c>, in the words of a shell; the program is <c>$MESH_PROGRAM</c>.</param>
    /// <param name="variables">The environment of the commands.</param>
    public PageCommands(string folder, string mesh, IReadOnlyDictionary<string, string> variables) =>
        (_folder, _shell, _variables) = (folder, $"mesh() {{ {mesh}; }}\nexec 2>&1\n", variables);

    /// <summary>Reads a page's blocks of commands, and fails where it misses one.</summary>
    public static IReadOnlyList<PageStep> Steps(string page)
    {
        PageStep[] steps =
        [
            .. Step().Matches(page).Select(step => new PageStep(
                step.Groups["language"].Value, step.Groups["commands"].Value, step.Groups["answer"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))),
        ];
        Assert.Equal(page.Split("```bash\n").Length + page.Split("```sql\n").Length - 2, steps.Length);
        Assert.All(steps, step => Assert.True(step.Language == "sql" || step.Answer.Count > 0, $"The page has no answer below\n{step.Commands}"));
        return steps;
    }

    /// <summary>Runs commands of a shell. What another service hears of, and what the clock ends, takes a moment: a step that only reads is requested again.</summary>
    /// <returns>The output, which has the answer.</returns>
    public async Task<string> AnswerAsync(string commands, IReadOnlyList<string> answer)
    {
        var isReading = commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(Reading().IsMatch);
        var pause = FirstPause;
        for (var began = Stopwatch.GetTimestamp(); ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            using var process = Start(commands);
            var (_, output, _) = await process.ToEndAsync();
            if (Shows(output.Split('\n'), answer))
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

    /// <summary>Starts commands that stay, and waits for the answer.</summary>
    /// <returns>The shell, which the caller ends.</returns>
    public async Task<Process> StartAsync(string commands, IReadOnlyList<string> answer)
    {
        var process = Start(commands);
        List<string> lines = [];
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!Shows(lines, answer))
            {
                lines.Add(await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("It ended."));
            }
        }
        catch (Exception missing) when (missing is InvalidOperationException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{commands}\nanswers\n\n{string.Join('\n', lines)}\nand not\n\n{string.Join('\n', answer)}");
        }

        // A pipe that no one reads fills up.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return process;
    }

    private Process Start(string commands)
    {
        // The mesh of a test has ports of its own.
        KeyValuePair<string, string?>[] own = [new("MESH_PROGRAM", Path.Combine(AppContext.BaseDirectory, "mesh.dll")), new("MESH_TOKEN", null), new("Mesh__Ports__Offset", null)];
        return ForeignProgram.Start("bash", ["-c", _shell + commands], _folder, own.Concat(_variables.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value))));
    }

    // Each line of the page is one of the answer, in its order; others may come between.
    private static bool Shows(IEnumerable<string> output, IReadOnlyList<string> answer)
    {
        var lines = new Queue<string>(answer);
        foreach (var line in output)
        {
            if (lines.TryPeek(out var next) && Regex.IsMatch(line, $"^{Regex.Escape(next).Replace("…", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromMinutes(1)))
            {
                lines.Dequeue();
            }
        }

        return lines.Count == 0;
    }

    [GeneratedRegex("^```(?<language>bash|sql)\n(?<commands>.*?)^```\n(```text\n(?<answer>.*?)^```)?", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Step();

    [GeneratedRegex("^mesh (query|audit|check) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Reading();
}
