using MeshStarter.Cli.Descriptors;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Policies;

/// <summary>The rules that <c>mesh policy test</c> tests: those of a file, or those of the repository with the change that a file proposes.</summary>
internal sealed class TestedRules
{
    // Where each rule is in the file of a change; null for a file with all rules, whose findings have its lines.
    private readonly IReadOnlyDictionary<string, RuleLines>? _lines;

    private TestedRules(PolicyBundle bundle, IReadOnlyDictionary<string, RuleLines>? lines) => (Bundle, _lines) = (bundle, lines);

    /// <summary>The rules.</summary>
    public PolicyBundle Bundle { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The rules, or a change of them.</param>
    /// <param name="repository">Finds the file of the rules that are changed.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="CliException">It cannot be read, or is neither.</exception>
    public static async Task<TestedRules> ReadAsync(string file, Func<string> repository, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, cancellationToken);
            var change = PolicyChange.Parse(text, file);
            if (change.Text is { } whole)
            {
                return new TestedRules(PolicyFiles.Version(whole, file), lines: null);
            }

            if (change.Rollback is not null)
            {
                throw new CliException(CliExitCodes.Usage, "file: only the mesh has the rules of an earlier version. Take them with mesh policy show --yaml --version, and test that file.");
            }

            // What is wrong with the change itself has been named by its lines.
            return new TestedRules(PolicyFiles.Version(change.Apply(await File.ReadAllTextAsync(repository(), cancellationToken)), "the rules with the change"), LinesOf(text));
        }
        catch (Exception exception) when (exception is PolicyFormatException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Usage, $"file: {exception.Message}", exception);
        }
    }

    /// <summary>Returns the line of a finding in the file; the first for a rule that the file leaves as it is.</summary>
    public int LineOf(PolicyTestFinding finding) =>
        _lines is null ? finding.Line
        : !_lines.TryGetValue(finding.RuleId, out var lines) ? 1
        : finding.Example is { } place ? lines.Examples[place]
        : lines.Id;

    private static Dictionary<string, RuleLines> LinesOf(string change)
    {
        var keys = ((YamlMapping)YamlTree.Parse(change, new YamlIssues(""))!).Entries;
        return keys.Where(key => key.Key is "add" or "change").SelectMany(key => key.Value is YamlSequence rules ? rules.Items : []).OfType<YamlMapping>()
            .Select(rule => (Id: ValueOf(rule, "id") as YamlScalar, Examples: ValueOf(rule, "examples") as YamlSequence))
            .Where(rule => rule.Id is not null)
            .DistinctBy(rule => rule.Id!.Text, StringComparer.Ordinal)
            .ToDictionary(rule => rule.Id!.Text, rule => new RuleLines(rule.Id!.Line, [.. (rule.Examples?.Items ?? []).Select(example => example.Line)]), StringComparer.Ordinal);

        static YamlNode? ValueOf(YamlMapping rule, string key) => rule.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
    }

    /// <summary>The lines of a rule in a file.</summary>
    /// <param name="Id">The line of its id.</param>
    /// <param name="Examples">The line of each of its examples.</param>
    private sealed record RuleLines(int Id, IReadOnlyList<int> Examples);
}
