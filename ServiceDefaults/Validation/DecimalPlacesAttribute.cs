using System.ComponentModel.DataAnnotations;

namespace MeshStarter.ServiceDefaults.Validation;

/// <summary>The most decimal places that a number has, such as two of an amount of money. Zeros at its end do not count.</summary>
/// <param name="most">The number of places.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DecimalPlacesAttribute(int most) : ValidationAttribute("{0} has at most " + most + " decimals.")
{
    /// <summary>The number of places.</summary>
    public int Most { get; } = most;

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is not decimal number || decimal.Round(number, Most) == number;
}
