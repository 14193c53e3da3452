using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace MeshStarter.EndToEnd.Composed;

/// <summary>A service of a Compose file.</summary>
/// <param name="Name">Its name, which is its host in the file's network.</param>
/// <param name="Environment">Its variables, with placeholders.</param>
/// <param name="Check">The program and arguments of its health check; empty without one.</param>
/// <param name="Definition">All that the file says of it.</param>
internal sealed record ComposedService(string Name, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Check, YamlMappingNode Definition);

/// <summary>The Compose file of the repository, as Aspire published it.</summary>
internal static partial class ComposeFile
{
    /// <summary>The file's text.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "compose", "docker-compose.yaml"));

    /// <summary>The script that fills its <c>.env</c>.</summary>
    public static string FillScript => Path.Combine(BuiltService.Repository, "deploy", "compose", "fill-env.sh");

    /// <summary>Its services, by name.</summary>
    public static IReadOnlyDictionary<string, ComposedService> Services { get; } = Read();

    /// <summary>Puts values in the place of placeholders, <c>${NAME}</c>.</summary>
    public static string Filled(string text, IReadOnlyDictionary<string, string> values) => Placeholder().Replace(text, match => values[match.Groups["name"].Value]);

    private static Dictionary<string, ComposedService> Read()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        var services = (YamlMappingNode)stream.Documents[0].RootNode["services"];
        return services.Children.ToDictionary(service => service.Key.ToString(), service => Read(service.Key.ToString(), (YamlMappingNode)service.Value), StringComparer.Ordinal);
    }

    private static ComposedService Read(string name, YamlMappingNode service)
    {
        IEnumerable<KeyValuePair<YamlNode, YamlNode>> variables = service.Children.TryGetValue("environment", out var environment) ? ((YamlMappingNode)environment).Children : [];
        var check = service.Children.TryGetValue("healthcheck", out var health) ? ((YamlSequenceNode)health["test"]).Children.Skip(1).Select(word => word.ToString()) : [];
        return new ComposedService(name, variables.ToDictionary(variable => variable.Key.ToString(), variable => variable.Value.ToString(), StringComparer.Ordinal), [.. check], service);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
