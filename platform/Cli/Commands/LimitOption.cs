using System.CommandLine;

namespace MeshStarter.Cli.Commands;

/// <summary>The option <c>--limit</c> of commands that page through a list.</summary>
internal static class LimitOption
{
    private const int Default = 100;

    /// <summary>Creates the option.</summary>
    /// <param name="description">What is limited, such as <c>The most records</c>.</param>
    public static Option<int> Create(string description) => new("--limit") { Description = description, DefaultValueFactory = _ => Default };

    /// <summary>The given limit.</summary>
    /// <exception cref="CliException">It is not positive.</exception>
    public static int Read(ParseResult result, Option<int> limit) =>
        result.GetValue(limit) is > 0 and var most ? most : throw new CliException(CliExitCodes.Usage, "--limit: must be 1 or more.");
}
