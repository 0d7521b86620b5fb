"""Convolutions, transposed convolutions, pooling, upsampling."""
from .common import layer, real


def conv(name, kind, shape, **config):
    layer(name, kind, [real("input", shape, 1.0)], **config)


def convolutions():
    conv("conv1d", "Conv1d", [2, 3, 9], in_channels=3, out_channels=4, kernel_size=3)
    conv("conv1d-stride-padding", "Conv1d", [2, 3, 10], in_channels=3, out_channels=4, kernel_size=4, stride=3, padding=2)
    conv("conv1d-dilated", "Conv1d", [2, 2, 11], in_channels=2, out_channels=3, kernel_size=3, dilation=3, padding=3)
    conv("conv1d-groups", "Conv1d", [2, 4, 8], in_channels=4, out_channels=6, kernel_size=3, groups=2, padding=1, bias=False)
    conv("conv1d-depthwise", "Conv1d", [1, 5, 7], in_channels=5, out_channels=5, kernel_size=3, groups=5, padding=1)
    conv("conv2d", "Conv2d", [2, 3, 6, 5], in_channels=3, out_channels=4, kernel_size=3)
    conv("conv2d-same", "Conv2d", [2, 1, 7, 5], in_channels=1, out_channels=5, kernel_size=3, padding=1)
    conv("conv2d-no-bias", "Conv2d", [1, 2, 5, 5], in_channels=2, out_channels=3, kernel_size=3, padding=1, bias=False)
    conv("conv2d-stride", "Conv2d", [2, 2, 8, 7], in_channels=2, out_channels=3, kernel_size=3, stride=2, padding=1)
    conv("conv2d-4-2-1", "Conv2d", [2, 3, 8, 6], in_channels=3, out_channels=2, kernel_size=4, stride=2, padding=1)
    conv("conv2d-uneven", "Conv2d", [2, 2, 7, 9], in_channels=2, out_channels=3, kernel_size=[3, 2], stride=[2, 3], padding=[0, 1], dilation=[1, 2])
    conv("conv2d-dilated", "Conv2d", [1, 2, 9, 9], in_channels=2, out_channels=2, kernel_size=3, dilation=2, padding=2)
    conv("conv2d-groups", "Conv2d", [2, 4, 5, 5], in_channels=4, out_channels=6, kernel_size=3, groups=2, padding=1)
    conv("conv2d-depthwise", "Conv2d", [2, 3, 6, 6], in_channels=3, out_channels=3, kernel_size=3, groups=3, padding=1)
    conv("conv2d-depthwise-two", "Conv2d", [1, 3, 5, 6], in_channels=3, out_channels=6, kernel_size=3, groups=3, stride=2, padding=1, bias=False)
    conv("conv2d-1x1", "Conv2d", [2, 5, 4, 3], in_channels=5, out_channels=7, kernel_size=1)
    conv("conv2d-5x5", "Conv2d", [1, 2, 7, 7], in_channels=2, out_channels=3, kernel_size=5, padding=2)
    conv("conv2d-many-channels", "Conv2d", [1, 17, 4, 3], in_channels=17, out_channels=19, kernel_size=3, padding=1, bias=False)
    conv("conv2d-whole-image", "Conv2d", [3, 2, 4, 4], in_channels=2, out_channels=3, kernel_size=4)


def transposed():
    conv("conv-transpose1d", "ConvTranspose1d", [2, 3, 5], in_channels=3, out_channels=2, kernel_size=3)
    conv("conv-transpose1d-stride", "ConvTranspose1d", [2, 3, 5], in_channels=3, out_channels=2, kernel_size=4, stride=2, padding=1, output_padding=1)
    conv("conv-transpose2d", "ConvTranspose2d", [2, 3, 4, 3], in_channels=3, out_channels=2, kernel_size=3)
    conv("conv-transpose2d-4-2-1", "ConvTranspose2d", [2, 3, 4, 3], in_channels=3, out_channels=2, kernel_size=4, stride=2, padding=1)
    conv("conv-transpose2d-output-padding", "ConvTranspose2d", [1, 2, 3, 4], in_channels=2, out_channels=3, kernel_size=3, stride=2, padding=1, output_padding=1)
    conv("conv-transpose2d-no-bias", "ConvTranspose2d", [1, 2, 3, 4], in_channels=2, out_channels=1, kernel_size=[2, 3], stride=[2, 1], bias=False)
    conv("conv-transpose2d-groups", "ConvTranspose2d", [1, 4, 3, 3], in_channels=4, out_channels=6, kernel_size=3, stride=2, groups=2)
    conv("conv-transpose2d-dilated", "ConvTranspose2d", [1, 2, 3, 3], in_channels=2, out_channels=2, kernel_size=3, dilation=2, padding=1)


def pooling():
    conv("max-pool1d", "MaxPool1d", [2, 3, 8], kernel_size=2)
    conv("max-pool1d-overlap", "MaxPool1d", [2, 3, 9], kernel_size=3, stride=2, padding=1)
    conv("max-pool2d", "MaxPool2d", [2, 3, 6, 4], kernel_size=2)
    conv("max-pool2d-odd", "MaxPool2d", [2, 2, 7, 5], kernel_size=2)
    conv("max-pool2d-overlap", "MaxPool2d", [2, 2, 7, 6], kernel_size=3, stride=2, padding=1)
    conv("max-pool2d-uneven", "MaxPool2d", [1, 2, 7, 8], kernel_size=[2, 3], stride=[3, 1])
    conv("avg-pool1d", "AvgPool1d", [2, 3, 8], kernel_size=2)
    conv("avg-pool2d", "AvgPool2d", [2, 3, 6, 4], kernel_size=2)
    conv("avg-pool2d-overlap", "AvgPool2d", [2, 2, 7, 6], kernel_size=3, stride=2, padding=1)
    conv("avg-pool2d-padding-not-counted", "AvgPool2d", [2, 2, 7, 6], kernel_size=3, stride=2, padding=1, count_include_pad=False)
    conv("adaptive-avg-pool2d", "AdaptiveAvgPool2d", [2, 3, 5, 4], output_size=1)
    conv("adaptive-max-pool2d", "AdaptiveMaxPool2d", [2, 3, 5, 4], output_size=1)
    conv("adaptive-avg-pool1d", "AdaptiveAvgPool1d", [2, 3, 5], output_size=1)


def upsampling():
    conv("upsample-nearest", "Upsample", [2, 2, 3, 4], scale_factor=2.0, mode="nearest")
    conv("upsample-nearest-3", "Upsample", [1, 2, 2, 3], scale_factor=3.0, mode="nearest")
    conv("upsample-nearest-size", "Upsample", [1, 2, 3, 4], size=[5, 7], mode="nearest")
    conv("upsample-nearest-1d", "Upsample", [2, 2, 5], scale_factor=2.0, mode="nearest")
    conv("upsample-bilinear", "Upsample", [2, 2, 3, 4], scale_factor=2.0, mode="bilinear", align_corners=False)
    conv("upsample-bilinear-3", "Upsample", [1, 2, 3, 2], scale_factor=3.0, mode="bilinear", align_corners=False)
    conv("upsample-bilinear-size", "Upsample", [1, 2, 3, 4], size=[5, 7], mode="bilinear", align_corners=False)
    conv("upsample-bilinear-one-pixel", "Upsample", [1, 2, 1, 1], scale_factor=2.0, mode="bilinear", align_corners=False)


def add_cases():
    convolutions()
    transposed()
    pooling()
    upsampling()
