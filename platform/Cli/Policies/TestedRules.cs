using MeshStarter.Cli.Descriptors;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Examples;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Cli.Policies;

/// <summary>The rules that <c>mesh policy test</c> tests: those of a file, or those of the repository with the change that a file proposes.</summary>
internal sealed class TestedRules
{
    // The line of each rule in the file of a change; null for a file with all rules, whose findings have its lines.
    private readonly IReadOnlyDictionary<string, int>? _lines;

    private TestedRules(PolicyBundle bundle, IReadOnlyDictionary<string, int>? lines) => (Bundle, _lines) = (bundle, lines);

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
    public int LineOf(PolicyTestFinding finding) => _lines is null ? finding.Line : _lines.GetValueOrDefault(finding.RuleId, 1);

    private static Dictionary<string, int> LinesOf(string change)
    {
        var keys = ((YamlMapping)YamlTree.Parse(change, new YamlIssues(""))!).Entries;
        return keys.Where(key => key.Key is "add" or "change").SelectMany(key => key.Value is YamlSequence rules ? rules.Items : []).OfType<YamlMapping>()
            .SelectMany(rule => rule.Entries.Where(entry => entry.Key == "id"))
            .Select(entry => entry.Value).OfType<YamlScalar>().DistinctBy(id => id.Text, StringComparer.Ordinal).ToDictionary(id => id.Text, id => id.Line, StringComparer.Ordinal);
    }
}
