namespace Rathaus.Kernel.Files;

/// <summary>An upload that passed the inspection: its content may be stored.</summary>
/// <param name="Name">Without path, control and direction characters.</param>
/// <param name="MediaType">By content.</param>
/// <param name="Content">JPEG and PNG without their metadata.</param>
public sealed record InspectedUpload(string Name, string MediaType, ReadOnlyMemory<byte> Content);
