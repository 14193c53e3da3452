using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests;

/// <summary>Small bundles from rules of one line each.</summary>
internal static class Bundles
{
    public const string PermitAll = "- { id: all, description: d, effect: permit, actions: [discover, read, read_raw], when: everyone }";

    public static string Yaml(params IEnumerable<string> access) =>
        $"version: 1\naccess:{Lines(access)}\nregistration: []\n";

    public static PolicyBundle Of(params IEnumerable<string> access) => PolicyBundle.Parse(Yaml(access), "bundle.yaml");

    public static PolicyBundle WithRegistration(params IEnumerable<string> rules) =>
        PolicyBundle.Parse($"version: 1\naccess: []\nregistration:{Lines(rules)}\n", "bundle.yaml");

    public static PolicyBundle WithBoth(string access, string registration) =>
        PolicyBundle.Parse($"version: 1\naccess:{Lines(access.Length == 0 ? [] : [access])}\nregistration:{Lines([registration])}\n", "bundle.yaml");

    private static string Lines(IEnumerable<string> rules) =>
        string.Join("\n  ", rules.Prepend("")) is { Length: > 0 } lines ? lines : " []";
}
