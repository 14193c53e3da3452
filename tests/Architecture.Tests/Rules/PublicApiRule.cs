namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The build holds the public API of the library of domain teams, by the files of <c>Microsoft.CodeAnalysis.PublicApiAnalyzers</c>.</summary>
internal static class PublicApiRule
{
    public const string Analyzer = "Microsoft.CodeAnalysis.PublicApiAnalyzers";

    private static readonly string[] Names = ["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"];

    public static IReadOnlyList<string> Violations(ProjectFile project, IReadOnlyList<SourceFile> texts)
    {
        List<string> violations = [];
        if (!project.Packages.Contains(Analyzer, StringComparer.Ordinal))
        {
            violations.Add($"{project.Path}: does not reference {Analyzer}. Fix: reference it, which compares the public API with its files.");
        }

        foreach (var path in Names.Select(name => $"{project.Room}/{name}"))
        {
            if (texts.FirstOrDefault(text => text.Path == path)?.Text.StartsWith("#nullable enable", StringComparison.Ordinal) is not true)
            {
                violations.Add($"{path}: is missing, or does not begin with #nullable enable. Fix: restore it.");
            }
        }

        if (!texts.Any(text => Names.Any(name => text.Path == $"{project.Room}/{name}") && text.Text.Contains(" -> ", StringComparison.Ordinal)))
        {
            violations.Add($"{project.Room}: neither file lists a member. Fix: dotnet format analyzers {project.Path} --diagnostics RS0016");
        }

        return violations;
    }
}
