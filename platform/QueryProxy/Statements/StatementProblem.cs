namespace MeshStarter.QueryProxy.Statements;

/// <summary>The refusal of a request about a statement as problem details.</summary>
internal static class StatementProblem
{
    public static IResult Of(int status, string type, string title, string detail) => Results.Problem(statusCode: status, type: type, title: title, detail: detail);
}
