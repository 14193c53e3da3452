using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Types;

/// <summary>
/// The rule that every column and field name meets: letters, digits and underscores, not beginning with a digit. That is
/// what Avro, Parquet, Iceberg and SQL all take unquoted; lower snake case is a matter of policy.
/// </summary>
public static class ColumnName
{
    /// <summary>Returns the fault in <paramref name="name"/>; null when there is none.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return "has no name.";
        }

        if (name.Length > MeshName.MaxLength)
        {
            return $"named {Quoted.Text(name)} has more than {MeshName.MaxLength} characters.";
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return $"named {Quoted.Text(name)} holds {Quoted.Text(c.ToString())}; only letters, digits and underscores.";
            }
        }

        return char.IsAsciiDigit(name[0]) ? $"named {Quoted.Text(name)} begins with a digit." : null;
    }
}
