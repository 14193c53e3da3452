using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshStarter.Sdk.Generator.Emitting;

/// <summary>A parameter of a handler.</summary>
/// <param name="Type">Its type, as it is written.</param>
/// <param name="Name">Its name, as it is written.</param>
/// <param name="Role">Whether it is the transaction or the token, which the wrapper has for itself.</param>
internal sealed record EmitParameter(string Type, string Name, EmitRole Role)
{
    public static EmitParameter Of(IParameterSymbol parameter, ParameterSyntax syntax) => new(
        syntax.Type!.ToString(),
        syntax.Identifier.Text,
        parameter.Type.ToDisplayString() switch
        {
            "Npgsql.NpgsqlTransaction" => EmitRole.Transaction,
            "System.Threading.CancellationToken" => EmitRole.Token,
            _ => EmitRole.Value,
        });
}

/// <summary>The role of a parameter in the wrapper.</summary>
internal enum EmitRole
{
    /// <summary>Handed on.</summary>
    Value,

    /// <summary>The transaction that the rows are emitted in.</summary>
    Transaction,

    /// <summary>The token that cancels.</summary>
    Token,
}
