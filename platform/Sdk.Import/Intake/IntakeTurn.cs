namespace MeshStarter.Sdk.Import.Intake;

/// <summary>One process's turn at a source.</summary>
/// <param name="Product">The product, as tables name it.</param>
/// <param name="Id">The mark without which its statements store nothing.</param>
internal sealed record IntakeTurn(string Product, Guid Id);
