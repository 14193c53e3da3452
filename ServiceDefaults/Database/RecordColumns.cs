using System.Runtime.CompilerServices;
using Dapper;
using MeshStarter.Contracts.Products;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Has Dapper read columns in snake_case into members that are not, names and versions of products into members of their types, and arrays into lists.</summary>
internal static class RecordColumns
{
    // Dapper has these settings only for the whole process, and remembers how it read a statement: they are there before the first one, whichever code runs that.
#pragma warning disable CA2255 // Callers of this room's queries need not call anything else before.
    [ModuleInitializer]
    internal static void Match()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new TextColumn<DataProductId>(DataProductId.Parse));
        SqlMapper.AddTypeHandler(new TextColumn<ProductVersion>(ProductVersion.Parse));
        SqlMapper.AddTypeHandler(new TextColumn<ProductMajorVersion>(
            text => ProductMajorVersion.TryParse(text, out var product) ? product : throw new InvalidDataException($"{text} is no major version of a product.")));
        SqlMapper.AddTypeHandler(new ArrayColumn<string>());
        SqlMapper.AddTypeHandler(new ArrayColumn<int>());
    }
#pragma warning restore CA2255
}
