using System.CommandLine;
using System.Globalization;

namespace MeshStarter.Cli.Commands;

/// <summary>An option whose value is a whole number within bounds.</summary>
internal static class BoundedOption
{
    /// <summary>Creates the option.</summary>
    /// <param name="name">Its name, such as <c>--limit</c>.</param>
    /// <param name="description">What the number is, to which its bounds are added.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest value.</param>
    /// <param name="usual">The value where none is given.</param>
    public static Option<int> Create(string name, string description, int least, int most, int usual)
    {
        var bounds = string.Create(CultureInfo.InvariantCulture, $"from {least} to {most}");
        var option = new Option<int>(name) { Description = $"{description}, {bounds}", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name}: must be a whole number {bounds}.");
            }
        });
        return option;
    }
}
