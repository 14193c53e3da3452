using System.CommandLine;

namespace MeshStarter.Cli.Commands;

/// <summary>The option <c>--limit</c> of commands that page through a list: 1 or more.</summary>
internal static class LimitOption
{
    private const string Name = "--limit";
    private const int Default = 100;

    /// <summary>Creates the option.</summary>
    /// <param name="description">What is limited, such as <c>The most records</c>.</param>
    public static Option<int> Create(string description) => Positive(new Option<int>(Name) { Description = description, DefaultValueFactory = _ => Default });

    /// <summary>Creates the option of a command that decides itself about the limit where none is given.</summary>
    /// <param name="description">What is limited, and to how many where no limit is given.</param>
    public static Option<int?> CreateOptional(string description) => Positive(new Option<int?>(Name) { Description = description });

    private static TOption Positive<TOption>(TOption option)
        where TOption : Option => BoundedOption.Within(option, 1, int.MaxValue, "must be 1 or more.");
}
