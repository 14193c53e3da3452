using System.Runtime.CompilerServices;
using Dapper;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Has Dapper read columns in snake_case into members that are not.</summary>
internal static class ColumnNames
{
    // Dapper has this setting only for the whole process, and remembers how it read a statement: it is there before the first one, whichever code runs that.
#pragma warning disable CA2255 // Callers of this room's queries need not call anything else before.
    [ModuleInitializer]
    internal static void Match() => DefaultTypeMap.MatchNamesWithUnderscores = true;
#pragma warning restore CA2255
}
