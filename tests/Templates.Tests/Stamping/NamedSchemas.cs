using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using MeshStarter.Cli.Tests.Schemas;

namespace MeshStarter.Templates.Tests.Stamping;

/// <summary>The JSON Schemas that stamped files name for editors.</summary>
internal static partial class NamedSchemas
{
    private static readonly string[] Files = ["data-product.yaml", "pipeline.yaml", "source.yaml"];

    /// <summary>Returns each file of a team that its schema refuses, or that names none of the repository.</summary>
    /// <param name="stamped">The files to look at.</param>
    /// <param name="repository">All files of the repository, by path.</param>
    public static IReadOnlyList<string> Problems(IEnumerable<string> stamped, IReadOnlyDictionary<string, string> repository)
    {
        var files = stamped.Where(file => Files.Contains(file.Split('/')[^1], StringComparer.Ordinal)).ToList();
        Assert.NotEmpty(files);
        return [.. files.Select(file => Problem(file, repository)).OfType<string>()];
    }

    private static string? Problem(string file, IReadOnlyDictionary<string, string> repository)
    {
        var named = Path.GetRelativePath("/", Path.GetFullPath($"/{Path.GetDirectoryName(file)}/{Modeline().Match(repository[file]).Groups["path"].Value}")).Replace('\\', '/');
        if (named != $"docs/schemas/{Path.GetFileNameWithoutExtension(file)}.json" || !repository.TryGetValue(named, out var schema))
        {
            return $"{file}: names the schema {named}";
        }

        var result = JsonSchema.FromText(schema).Evaluate(JsonSerializer.SerializeToElement(YamlFile.Parse(repository[file])), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? null : $"{file}: {string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}"))}";
    }

    [GeneratedRegex(@"^# yaml-language-server: \$schema=(?<path>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Modeline();
}
