using System.CommandLine;
using System.CommandLine.Parsing;

namespace MeshStarter.Cli.Commands;

/// <summary>Refuses paths that can be none before a command begins its work.</summary>
internal static class GivenPath
{
    /// <summary>Refuses an empty path to read.</summary>
    public static void RefuseEmpty(Argument argument) => argument.Validators.Add(result => RefuseEmpty(result, argument.Name));

    /// <summary>Refuses an empty path to read.</summary>
    public static void RefuseEmpty(Option option) => option.Validators.Add(result => RefuseEmpty(result, option.Name));

    /// <summary>Refuses a path at which no file can be written: an empty one, and that of a folder.</summary>
    public static void RefuseFolder(Option option) => option.Validators.Add(result =>
    {
        RefuseEmpty(result, option.Name);
        if (result.Tokens.FirstOrDefault(token => Path.EndsInDirectorySeparator(token.Value) || Directory.Exists(token.Value)) is { } folder)
        {
            result.AddError($"{option.Name}: {folder.Value} is a folder. Name a file in it.");
        }
    });

    private static void RefuseEmpty(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name}: must not be empty. Name a file.");
        }
    }
}
