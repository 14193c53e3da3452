using System.Globalization;

namespace MeshStarter.WholeMesh;

/// <summary>What to measure, from the command line.</summary>
internal sealed record Plan
{
    public required string Repository { get; init; }

    /// <summary>Absolute folder of source files; null: the import is not measured.</summary>
    public string? Source { get; init; }

    public int Days { get; init; } = 506;

    public decimal Total { get; init; } = 614_156.63m;

    public bool FreshClone { get; init; }

    public static Plan Read(IReadOnlyList<string> args)
    {
        string? Value(string name)
        {
            int at = args.ToList().IndexOf(name);
            return at < 0 ? null : args.ElementAtOrDefault(at + 1) ?? throw new ArgumentException($"{name} wants a value.", nameof(args));
        }

        var plan = new Plan
        {
            Repository = FindRepository(),
            Source = Value("--source") is { } source ? Path.GetFullPath(source) : null,
            FreshClone = args.Contains("--fresh-clone"),
        };
        plan = Value("--days") is { } days ? plan with { Days = int.Parse(days, CultureInfo.InvariantCulture) } : plan;
        return Value("--total") is { } total ? plan with { Total = decimal.Parse(total, CultureInfo.InvariantCulture) } : plan;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MeshStarter.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Run this from the repository: dotnet run --project benchmarks/WholeMesh.");
    }
}
