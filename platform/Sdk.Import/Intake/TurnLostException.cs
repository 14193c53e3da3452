namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Another process reads the source now.</summary>
internal sealed class TurnLostException() : Exception("Another process of the domain reads the source.");
