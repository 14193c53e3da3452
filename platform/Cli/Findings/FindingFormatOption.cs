using System.CommandLine;

namespace MeshStarter.Cli.Findings;

/// <summary>The option <c>--format</c> of commands that write findings.</summary>
internal static class FindingFormatOption
{
    /// <summary>Makes the option; text is its default.</summary>
    public static Option<FindingFormat> Create()
    {
        var format = new Option<FindingFormat>("--format")
        {
            Description = "How findings are written: text, json (an object a line), github (workflow commands), sarif (2.1.0), junit, or msbuild (as a build reads them)",
        };
        format.AcceptOnlyFromAmong("text", "json", "github", "sarif", "junit", "msbuild");
        return format;
    }
}
