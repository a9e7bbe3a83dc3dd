# Deploys the tuner with Terraform: uploads a release (npm run release) into a bucket of the stack's
# region, and deploys its template unchanged. docs/deployment.md describes every parameter.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "release" {
  description = "Folder of the release"
  type        = string
  default     = "../../.release"
}

variable "target_roles" {
  description = "Names, with their path, of the roles of the functions to tune"
  type        = list(string)
}

variable "target_functions" {
  description = "Names of the functions that may be tuned without the tag autotuner"
  type        = list(string)
  default     = []
}

locals {
  # Each release has a different address, so CloudFormation notices that the template has changed.
  prefix = "lambda-autotuner/${substr(filesha256("${var.release}/SHA256SUMS"), 0, 12)}/"
}

resource "aws_s3_bucket" "release" {
  bucket_prefix = "lambda-autotuner-"
}

resource "aws_s3_object" "release" {
  for_each = setunion(fileset(var.release, "*.zip"), ["template.json"])

  bucket = aws_s3_bucket.release.id
  key    = "${local.prefix}${each.value}"
  source = "${var.release}/${each.value}"
  etag   = filemd5("${var.release}/${each.value}")
}

resource "aws_cloudformation_stack" "autotuner" {
  name         = "lambda-autotuner"
  template_url = "https://${aws_s3_bucket.release.bucket_regional_domain_name}/${aws_s3_object.release["template.json"].key}"
  capabilities = ["CAPABILITY_IAM"]

  parameters = {
    ArtifactBucket  = aws_s3_bucket.release.id
    ArtifactPrefix  = local.prefix
    TargetRoles     = join(",", var.target_roles)
    TargetFunctions = join(",", var.target_functions)
  }

  depends_on = [aws_s3_object.release]
}

output "state_machine_arn" {
  value = aws_cloudformation_stack.autotuner.outputs["StateMachineArn"]
}
