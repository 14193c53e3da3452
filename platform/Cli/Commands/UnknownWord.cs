using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Cli.Commands;

/// <summary>Finds the word of a command line that is no command and no option, and the one that was probably meant.</summary>
internal static partial class UnknownWord
{
    /// <summary>Returns the problem in one line; null where each word has its place, or may be an argument too many.</summary>
    public static string? Problem(ParseResult call)
    {
        var command = call.CommandResult.Command;
        // Help and completion take whatever comes with them.
        if (call.Action is not ParseErrorAction && call.Action != command.Action)
        {
            return null;
        }

        if (command.Subcommands.Count > 0 && call.UnmatchedTokens is [{ } word, ..] && !word.StartsWith('-'))
        {
            return Problem(word, "command", command, command.Subcommands.Select(each => each.Name));
        }

        // An argument or an option that takes any number of words takes a misspelt option, too. The value of another option may look like one.
        var words = call.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        var arguments = call.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);
        var values = call.CommandResult.Children.OfType<OptionResult>().Where(option => option.Option.AllowMultipleArgumentsPerToken).SelectMany(option => option.Tokens).Select(token => token.Value);
        return arguments.Concat(values).Concat(call.UnmatchedTokens).Where(words.Contains).Select(argument => OptionName().Match(argument)).FirstOrDefault(match => match.Success) is { } option
            ? Problem(option.Groups["name"].Value, "option", command, Options(call))
            : null;
    }

    private static string Problem(string word, string kind, Command command, IEnumerable<string> known)
    {
        var names = NameOf(command);
        return $"{Quoted.Text(word)} is no {kind} of {names}. {(Suggestion.Nearest(word, known) is { } nearest ? $"Did you mean {nearest}? " : "")}{names} --help lists them.";
    }

    private static IEnumerable<string> Options(ParseResult call) =>
        call.CommandResult.Command.Options.Concat(call.RootCommandResult.Command.Options.Where(option => option.Recursive)).Where(option => !option.Hidden).SelectMany(option => (string[])[option.Name, .. option.Aliases]);

    [GeneratedRegex("^(?<name>--[a-z][a-z-]*)([=:].*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OptionName();

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "mesh";
}
